DELIMITER ;;
CREATE PROCEDURE p() BEGIN END;;
DELIMITER ;
CREATE TABLE `t` (`a` enum('x','y\'z') COMMENT 'c', KEY `k` (`a`(3))) ENGINE=InnoDB COMMENT='d';
INSERT INTO `t` VALUES (_binary 'q\\'),("w");
